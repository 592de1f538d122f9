/** Gives the visitor a file that was made here. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** `weir-traffic-2026-10-01T0000Z.csv` */
export function fileName(view: string, seconds: number, extension: string): string {
  return `weir-${view}-${new Date(seconds * 1000).toISOString().slice(0, 16).replace(':', '')}Z.${extension}`;
}
