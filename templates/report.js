// What makes the HTML report searchable. It is put into the page; without it the page shows everything, folded.
const form = document.querySelector('form');
const articles = [...document.querySelectorAll('article')];
const sections = [...document.querySelectorAll('main > details')].map((node) => ({
  node,
  wasOpen: node.open,
  own: [...node.querySelectorAll('article')],
  folds: [...node.querySelectorAll('details.folded')].map((fold) => ({
    fold,
    own: [...fold.querySelectorAll('article')],
  })),
}));
const texts = new Map();
/** More than these are not unfolded at once. */
const most = 200;

/** All that a finding says, in lower case; read when somebody first searches. */
function textOf(article) {
  let text = texts.get(article);
  if (text === undefined) {
    text = article.textContent.toLowerCase();
    texts.set(article, text);
  }
  return text;
}

function filter() {
  const words = form.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set([...form.querySelectorAll('[name=severity]:checked')].map((box) => box.value));
  const rule = form.rule.value;
  const file = form.file.value;
  const isShown = (article) =>
    severities.has(article.dataset.severity) &&
    (rule === '' || article.dataset.rule === rule) &&
    (file === '' || article.closest('main > details').id === file) &&
    words.every((word) => textOf(article).includes(word));
  const shown = new Set(articles.filter(isShown));
  for (const article of articles) article.hidden = !shown.has(article);
  const isWhole = shown.size === articles.length;
  for (const { node, wasOpen, own, folds } of sections) {
    const has = own.some((article) => shown.has(article));
    node.hidden = !isWhole && !has;
    node.open = isWhole ? wasOpen : has && shown.size <= most;
    for (const { fold, own: inFold } of folds) {
      const hasOne = inFold.some((article) => shown.has(article));
      fold.hidden = !hasOne;
      fold.open = !isWhole && hasOne && shown.size <= most;
    }
  }
  document.body.classList.toggle('filtered', !isWhole);
  form.querySelector('output').textContent = isWhole ? '' : `${shown.size} of ${articles.length} findings`;
}

/** Unfolds what a finding is in, and goes there. */
function show(article) {
  for (let node = article.parentElement; node !== null; node = node.parentElement)
    if (node.localName === 'details') node.open = true;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: 'center' });
}

function step(by) {
  const shown = articles.filter((article) => !article.hidden);
  const at = shown.indexOf(document.activeElement?.closest('article') ?? null);
  const next = shown[at === -1 && by < 0 ? shown.length - 1 : at + by];
  if (next !== undefined) show(next);
}

function clear() {
  form.reset();
  filter();
  document.activeElement?.blur();
}

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.localName === 'details') {
    target.open = true;
    target.scrollIntoView();
  } else if (target !== null) show(target);
}

form.hidden = false;
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
form.querySelector('button').addEventListener('click', clear);
addEventListener('hashchange', follow);
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') return clear();
  if (document.activeElement === form.search || document.activeElement?.localName === 'select') return;
  if (event.key === 'j') step(1);
  else if (event.key === 'k') step(-1);
  else if (event.key === '/') {
    event.preventDefault();
    form.search.focus();
  }
});
if (location.hash !== '') follow();
