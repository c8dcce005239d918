/* Runs once in each window, before Streamlit. WORDS: [[English, Chinese], …] of
   kb/web/built_in.tsv. */
{
  window.kbPage = true;
  const exact = new Map(WORDS.filter(([english]) => !english.includes('{}')));
  const patterns = WORDS.filter(([english]) => english.includes('{}')).map(([english, chinese]) => [
    new RegExp('^' + english.split('{}')
      .map(part => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('(.{1,200}?)') + '$', 's'),
    chinese,
  ]);
  const NAMES = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'];
  // What the app says itself; a source may hold any word.
  const OURS = '.stHtml, script, style, pre, code, textarea, [contenteditable="true"]';

  const inChinese = text => {
    const english = text.trim();
    if (!/[A-Za-z]/.test(english)) return null;
    if (exact.has(english)) return exact.get(english);
    for (const [pattern, chinese] of patterns) {
      const found = english.match(pattern);
      if (found) return found.slice(1).reduce((told, part) => told.replace('{}', () => part), chinese);
    }
    return null;
  };

  const tellText = node => {
    const told = inChinese(node.data);
    if (told === null || told === node.data) return;
    node.data = told;
    // A command for programmers stands below the message.
    node.parentElement.closest('[role="dialog"]')?.setAttribute('data-kb-told', '');
  };

  const tellNames = element => {
    for (const name of NAMES) {
      const given = element.getAttribute(name);
      const told = given && inChinese(given);
      if (told && told !== given) element.setAttribute(name, told);
    }
  };

  const tell = root => {
    if (root.nodeType === Node.TEXT_NODE) {
      if (root.parentElement && !root.parentElement.closest(OURS)) tellText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: node => node.nodeType === Node.ELEMENT_NODE && node.matches(OURS)
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    for (let node = walk.currentNode; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) tellText(node);
      else tellNames(node);
    }
  };

  const put = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const landmarks = () => {
    document.documentElement.lang = 'zh-CN';
    document.documentElement.dataset.kbPage = location.pathname.split('/').pop() || 'search';
    // What stands at the head of a printed page.
    put(document.querySelector('[data-testid="stMainBlockContainer"]'), 'data-kb-print',
      `${document.title}　打印于 ${new Date().toLocaleDateString('zh-CN', {dateStyle: 'long'})}`);
    const ways = document.querySelector('.st-key-kb-ways');
    put(ways, 'role', 'navigation');
    put(ways, 'aria-label', '页面');
    const here = ways?.querySelector('.kb-brand')?.dataset.page;
    for (const link of ways?.querySelectorAll('a') ?? []) {
      if (link.textContent.trim() === here) put(link, 'aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  };

  // What scrolls by itself has to be reached by the keyboard too.
  const SCROLLS = '.kb-quote, .kb-long, .kb-gridbox, .kb-mbox, .kb-picture, [data-kb-scroll]';
  let waiting = 0;
  const reachable = () => {
    waiting = 0;
    for (const box of document.querySelectorAll(SCROLLS)) {
      const scrolls = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
      if (scrolls) put(box, 'tabindex', '0');
    }
  };
  const soon = () => { if (!waiting) waiting = setTimeout(reachable, 200); };
  addEventListener('resize', soon);

  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(tell);
      else if (change.type === 'characterData') tell(change.target);
      else if (!change.target.closest(OURS)) tellNames(change.target);
    }
    landmarks();
    soon();
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
  // A side is drawn late, and would push away what is already being read.
  const where = new URL(location.href), name = where.pathname.split('/').pop();
  const beside = { '': true, search: true, catalogue: true,
    practice: where.search !== '', original: where.search !== '' };
  const root = document.documentElement;
  if (beside[name]) root.dataset.kbSide = '';

  // Streamlit holds a place of another height for each control until the control is loaded;
  // what is shown before all of them are there would jump.
  const HELD = '[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]';
  const SHOWN = '[data-testid="stMain"] [data-testid="stElementContainer"]';
  const LONGEST_MS = 3000, CALM_MS = 80;
  const begun = performance.now();
  let calmSince = 0;
  root.dataset.kbLoading = '';
  const show = () => {
    const now = performance.now();
    const done = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning';
    const calm = done && document.querySelector(SHOWN) && !document.querySelector(HELD);
    calmSince = calm ? calmSince || now : 0;
    if ((calmSince && now - calmSince > CALM_MS) || now - begun > LONGEST_MS) delete root.dataset.kbLoading;
    else setTimeout(show, 20);
  };
  show();

  tell(document.body);
  landmarks();
  soon();
}
