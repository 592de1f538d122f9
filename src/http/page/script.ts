/**
 * All of the page's script, as a browser gets it. It copies commands, and every ten seconds puts the new page's marked
 * sections in the old ones' places: no flicker, no lost scroll position. A section somebody is selecting text in waits, and so
 * does a page that nobody looks at.
 */
export const SCRIPT = `'use strict';

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const isCopied = await copy(source);
  button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
  button.blur(); // a section with the focus in it is not refreshed
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
});

// the clipboard is only there on https and localhost; elsewhere the text is selected and the old way tried
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return document.execCommand('copy');
  }
}

function isInUse(section) {
  const selection = getSelection();
  const isSelecting = !selection.isCollapsed && section.contains(selection.anchorNode);
  return isSelecting || (section.contains(document.activeElement) && document.activeElement !== document.body);
}

async function refresh() {
  if (document.hidden) return;
  const response = await fetch('/');
  if (response.redirected) location.reload();
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const sections = document.querySelectorAll('[data-refresh]');
  for (const section of sections) {
    const fresh = page.getElementById(section.id);
    if (!fresh || page.querySelectorAll('[data-refresh]').length !== sections.length) location.reload();
    else if (!isInUse(section)) section.replaceChildren(...fresh.childNodes);
  }
}

setInterval(() => refresh().catch(() => {}), 10000); // the server is away: the numbers stay
`;
