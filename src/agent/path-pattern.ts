import picomatch from 'picomatch';

/**
 * A glob over absolute paths, and what is worth reading to find what matches it.
 *
 *     /var/log/nginx/*access.log*      folder /var/log/nginx, depth 1
 *     /srv/{a,b}/log/*.log             folder /srv, depth 3
 *     /var/log/**\/access.log          folder /var/log, any depth
 *     /var/log/nginx/access.log        folder /var/log/nginx, depth 1
 */
export class PathPattern {
  readonly text: string;
  /** The deepest folder that holds every match. */
  readonly folder: string;
  /** How many names deep below the folder matches can lie. */
  readonly depth: number;
  readonly matches: (path: string) => boolean;

  constructor(text: string) {
    const { base, glob } = picomatch.scan(text);
    this.text = text;
    this.folder = glob === '' ? parentOf(text) : base === '' ? '/' : base;
    // a slash in a brace makes the pattern look deeper than it is: that only costs a look
    this.depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length;
    this.matches = glob === '' ? (path) => path === text : picomatch(text, { strictSlashes: true });
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
