/** Who writes: a name the reader gives once, kept on this machine until there are accounts. */
const key = 'zhiheng.author';
let name = $state((() => { try { return localStorage.getItem(key) ?? ''; } catch { return ''; } })());

export function author(): string { return name; }
export function setAuthor(next: string): void {
  name = next;
  try { localStorage.setItem(key, next); } catch { /* it then lasts for this page */ }
}
