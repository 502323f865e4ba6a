// Sets theme and language on the root element before the first paint, so that neither flashes. A file of its own because
// the page's policy allows no inline script; kept to plain syntax because nothing compiles it.
(function () {
  var root = document.documentElement;
  var stored = function (key) { try { return localStorage.getItem(key); } catch { return null; } };
  var asked = stored('zhiheng.theme');
  var prefers = function (query) { return window.matchMedia && window.matchMedia(query).matches; };
  root.dataset.theme = asked || (prefers('(prefers-contrast: more)') ? 'contrast' : prefers('(prefers-color-scheme: dark)') ? 'dark' : 'light');
  var inAddress = /[?&]lang=(zh|en)\b/.exec(location.search);
  root.lang = (inAddress ? inAddress[1] : stored('zhiheng.language')) === 'en' ? 'en' : 'zh-CN';
})();
