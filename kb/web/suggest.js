// Suggestions below the search box, by the ARIA pattern of an editable combobox with a list.
// The box is Streamlit's own and works without this; what is typed wins unless a suggestion
// is chosen. Data: {typed, items: [{text, about, keep}]}.
const NAME = 'kb-suggest';
const WAIT_MS = 120;

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const host = parentElement.querySelector('.kb-suggest');
  const list = host.querySelector('[role="listbox"]');
  const told = host.querySelector('[role="status"]');
  const input = document.querySelector('.st-key-kb-ask input');
  if (!input) return;
  const own = (host.kbState ??= { active: -1, dismissed: null, composing: false, items: [] });
  own.send = (value) => setStateValue('typed', value);

  const close = () => {
    list.hidden = true;
    own.active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    told.textContent = '';
  };
  const mark = (to) => {
    own.active = to;
    [...list.children].forEach((option, at) => {
      option.setAttribute('aria-selected', String(at === to));
      if (at === to) option.scrollIntoView({ block: 'nearest' });
    });
    if (to < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${NAME}-${to}`);
  };
  const choose = (at) => {
    const { text, keep } = own.items[at];
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    own.dismissed = keep ? null : text;
    set.call(input, keep ? `${text} ` : text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    close();
    input.focus();
    if (keep) return;
    clearTimeout(own.timer);
    // After the box has taken the new text over.
    setTimeout(() => document.querySelector('.st-key-kb-ask button').click(), 60);
  };
  const open = () => {
    list.replaceChildren(...own.items.map(({ text, about }, at) => {
      const option = document.createElement('li');
      const note = document.createElement('span');
      option.id = `${NAME}-${at}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.append(text, ' ');
      note.className = 'kb-meta';
      note.textContent = about;
      option.append(note);
      option.addEventListener('mousedown', (event) => { event.preventDefault(); choose(at); });
      return option;
    }));
    const box = (input.closest('[data-baseweb="input"]') ?? input).getBoundingClientRect();
    const from = host.getBoundingClientRect();
    Object.assign(list.style, {
      left: `${box.left - from.left}px`, top: `${box.bottom - from.top + 2}px`,
      width: `${box.width}px`,
    });
    list.hidden = false;
    own.active = -1;
    input.setAttribute('aria-expanded', 'true');
    told.textContent = `${own.items.length} 条建议，用上下键选择`;
  };

  const typed = () => {
    close();
    clearTimeout(own.timer);
    if (own.composing || input.value === own.dismissed) return;
    own.dismissed = null;
    own.timer = setTimeout(() => own.send(input.value.slice(0, 80)), WAIT_MS);
  };
  const pressed = (event) => {
    if (event.isComposing || own.composing) return;
    const count = list.hidden ? 0 : own.items.length;
    if (event.key === 'Escape' && count) {
      own.dismissed = input.value;
      close();
    } else if (event.key === 'ArrowDown' && count) {
      mark((own.active + 1) % count);
    } else if (event.key === 'ArrowUp' && count) {
      mark(own.active <= 0 ? count - 1 : own.active - 1);
    } else if (event.key === 'Enter' && count && own.active >= 0) {
      choose(own.active);
    } else {
      if (event.key === 'Enter') { clearTimeout(own.timer); own.dismissed = input.value; close(); }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  if (own.input !== input) {
    own.leave?.();
    const events = {
      input: () => own.typed(),
      keydown: (event) => own.pressed(event),
      blur: () => { own.dismissed = input.value; own.close(); },
      compositionstart: () => { own.composing = true; },
      compositionend: () => { own.composing = false; own.typed(); },
    };
    for (const [name, listener] of Object.entries(events)) input.addEventListener(name, listener);
    own.leave = () => {
      clearTimeout(own.timer);
      for (const [name, listener] of Object.entries(events)) {
        input.removeEventListener(name, listener);
      }
    };
    own.input = input;
    Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
      'aria-controls': `${NAME}-list`, autocomplete: 'off',
    }).forEach(([name, value]) => input.setAttribute(name, value));
  }
  Object.assign(own, { typed, pressed, close });

  own.items = data?.items ?? [];
  const wanted = own.items.length && document.activeElement === input
    && data.typed === input.value.slice(0, 80) && own.dismissed !== input.value;
  if (wanted) open(); else close();
  return () => { own.leave?.(); own.input = null; };
}
