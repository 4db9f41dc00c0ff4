// Runs in a page: what readers see of the Markdown output, as data.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = (text) => (text ?? '').replace(/¶/g, '').replace(/\s+/g, ' ').trim();
  const isList = (node) => /^[OU]L$/.test(node.nodeName);
  const own = (item) => [...item.childNodes].filter((node) => !isList(node)).map((node) => node.textContent);
  const list = (element) => ({
    kind: element.tagName,
    start: element.getAttribute('start'),
    items: [...element.children].map((item) => ({
      text: words(own(item).join('')),
      checked: item.querySelector(':scope > input, :scope > p > input')?.checked ?? null,
      lists: all(':scope > ol, :scope > ul', item).map(list),
    })),
  });
  const shown = (selector) => all(`.jp-MarkdownOutput ${selector}`);
  return {
    headings: shown(':is(h1,h2,h3,h4,h5,h6)').map((one) => `${one.tagName} ${words(one.textContent)}`),
    lists: shown(':is(ol,ul)')
      .filter((one) => one.parentElement?.closest('ol,ul') === null)
      .map(list),
    tables: shown('table').map((table) =>
      all('tr', table).map((row) => [...row.children].map((cell) => words(cell.textContent))),
    ),
    images: shown('img').map((image) => image.naturalWidth),
    math: all('mjx-container mjx-assistive-mml').map((one) => one.textContent.replace(/\s/g, '')),
    links: shown('a[href^="http"]').map((link) => link.href),
    cells: all('.jp-MarkdownOutput').map((cell) => words(cell.textContent)),
    text: words(document.querySelector('.jp-Notebook')?.innerText),
  };
})();
