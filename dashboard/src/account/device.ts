/** A User-Agent in a word or two: what people know their machines by. Only a hint; it can say anything. */
export function device(client: string): string {
  const browser = /Edg\//.test(client) ? 'Edge' : /OPR\//.test(client) ? 'Opera' : /Firefox\//.test(client) ? 'Firefox' : /(?:Chrome|Chromium)\//.test(client) ? 'Chrome' : /Safari\//.test(client) ? 'Safari' : null;
  const system = /Windows/.test(client) ? 'Windows' : /Android/.test(client) ? 'Android' : /iPhone|iPad/.test(client) ? 'iOS' : /Mac OS X/.test(client) ? 'macOS' : /Linux/.test(client) ? 'Linux' : null;
  return [browser ?? client.split(/[\s/]/)[0]!.slice(0, 20), system].filter(Boolean).join(' · ') || '–';
}
