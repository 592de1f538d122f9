import { FONT, readColours } from '../chart/colours.ts';

const [PAD, HEAD, GAP] = [20, 26, 14];

/** The charts of the page below each other, with their titles, on one picture in the size they have on the screen. */
export function chartsPng(title: string): Promise<Blob> {
  const charts = [...document.querySelectorAll<HTMLElement>('figure.chart')].flatMap((figure) => {
    const canvas = figure.querySelector('canvas');
    return canvas ? [{ name: figure.dataset.title ?? '', canvas }] : [];
  });
  const scale = devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = Math.max(...charts.map(({ canvas }) => canvas.width)) + 2 * PAD * scale;
  picture.height = charts.reduce(
    (height, { canvas }) => height + canvas.height + (HEAD + GAP) * scale,
    (2 * PAD + HEAD) * scale,
  );
  draw(picture.getContext('2d')!, title, charts, scale);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png');
  });
}

function draw(
  brush: CanvasRenderingContext2D,
  title: string,
  charts: readonly { name: string; canvas: HTMLCanvasElement }[],
  scale: number,
): void {
  const { back, ink, quiet } = readColours();
  brush.fillStyle = back;
  brush.fillRect(0, 0, brush.canvas.width, brush.canvas.height);
  let y = PAD * scale;
  const write = (text: string, colour: string, weight: string) => {
    brush.font = FONT.replace('11px', `${weight} ${13 * scale}px`);
    brush.fillStyle = colour;
    brush.fillText(text, PAD * scale, y + 12 * scale);
    y += HEAD * scale;
  };
  write(title, quiet, '400');
  for (const { name, canvas } of charts) {
    write(name, ink, '600');
    brush.drawImage(canvas, PAD * scale, y);
    y += canvas.height + GAP * scale;
  }
}
