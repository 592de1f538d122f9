/** The part of picomatch 4 that is used; the package brings no types. */
declare module 'picomatch' {
  export interface ScanState {
    /** What stands before the first wildcard. */
    readonly base: string;
    /** The rest; '' where nothing is wild. */
    readonly glob: string;
  }
  interface Picomatch {
    (
      pattern: string,
      options?: { readonly dot?: boolean; readonly strictSlashes?: boolean },
    ): (path: string) => boolean;
    scan(pattern: string): ScanState;
  }
  const picomatch: Picomatch;
  export default picomatch;
}
