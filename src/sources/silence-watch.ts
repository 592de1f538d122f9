/** Tells once when a node has become silent, and once when it is back; it does not repeat itself in between. */
export class SilenceWatch {
  #silent = new Set<string>();

  /**
   * In: the nodes that are silent now; out: what has changed since the last call.
   *
   *     look(['edge-1'])  ->  { fell: ['edge-1'], returned: [] }
   *     look(['edge-1'])  ->  { fell: [], returned: [] }
   *     look([])          ->  { fell: [], returned: ['edge-1'] }
   */
  look(silent: readonly string[]): { readonly fell: readonly string[]; readonly returned: readonly string[] } {
    const now = new Set(silent);
    const fell = silent.filter((node) => !this.#silent.has(node));
    const returned = [...this.#silent].filter((node) => !now.has(node));
    this.#silent = now;
    return { fell, returned };
  }
}
