import { download, fileName } from '../export/download.ts';
import { chartsPng } from '../export/png.ts';
import { useWeir } from '../state/context.ts';

interface ExportMenuProps {
  readonly csv: () => Blob;
  readonly start: number;
  /** What stands above the charts on the picture; absent where there are none. */
  readonly pictureTitle?: string;
}

/** The numbers with every digit, and the picture as it is. */
export function ExportMenu({ csv, start, pictureTitle }: ExportMenuProps) {
  const { text, view } = useWeir();
  const name = (extension: string) => fileName(view.page, start, extension);
  return (
    <fieldset class="export">
      <legend class="visually-hidden">{text.filters.export}</legend>
      <button type="button" onClick={() => download(name('csv'), csv())}>
        {text.filters.csv}
      </button>
      {pictureTitle !== undefined && (
        <button type="button" onClick={async () => download(name('png'), await chartsPng(pictureTitle))}>
          {text.filters.png}
        </button>
      )}
    </fieldset>
  );
}
