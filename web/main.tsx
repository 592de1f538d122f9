import { render } from 'preact';
import { App } from './app.tsx';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/chart.css';
import './style/tables.css';
import './style/pages.css';

/**
 * The dashboard. In: the address, the session's cookie and the answers of this server's /weir/v1; out: a page. Every number on
 * it is one that the API gave, or a sum, a ratio or a percentile of such. The HTML around it is the server's (src/http/page).
 */
render(<App />, document.getElementById('app')!);
