/**
 * `npm test`: installs what is missing, then types, lint and layering, code tests (unit, golden, property) and browser tests.
 * Ends with one line `N passed, N failed`. `--fast` leaves the browser out. Plain JavaScript that Node 18 runs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run, say } from '../server/bootstrap.mjs';

const fast = process.argv.includes('--fast');
let passed = 0;
let failed = 0;

/** One check that passes or fails as a whole. */
function check(zh, en, command, args) {
  say(`── ${zh}`, en);
  if (run(command, args) === 0) passed += 1;
  else { failed += 1; say(`✗ ${zh} 未通过`, `${en} failed`); }
}

/** A vitest project, counted test by test. A run that ends without a report counts as one failure. */
function suite(zh, en, project) {
  say(`── ${zh}`, en);
  const folder = join(root, 'tests', '.output');
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${project}.json`);
  rmSync(report, { force: true });
  const code = run('vitest', ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) { failed += 1; return; }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  const missed = result.numFailedTests + result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  failed += missed;
  if (code !== 0 && missed === 0) failed += 1;
}

/** A Chromium to drive: CHROMIUM_PATH, an installed one, or (as root on Debian) one installed by apt with a CJK font. */
function chromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : null;
  const installed = () => ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
    .map((name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout?.trim()).find(Boolean);
  const fonts = () => spawnSync('sh', ['-c', 'command -v fc-list >/dev/null && fc-list :lang=zh-cn | head -1'], { encoding: 'utf8' }).stdout?.trim();
  if (installed() && fonts()) return installed();
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (debian) {
    say('正在用 apt 安装 Chromium 和中文字体……', 'Installing Chromium and a CJK font with apt …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], { stdio: ['ignore', 'ignore', 2], env });
  }
  return installed() ?? null;
}

/** Readers of PDF that are not ours (poppler), by which the tests look at what was printed. */
function poppler() {
  const installed = () => spawnSync('sh', ['-c', 'command -v pdftotext && command -v pdffonts'], { encoding: 'utf8' }).status === 0;
  if (!installed() && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('正在用 apt 安装 poppler-utils……', 'Installing poppler-utils with apt …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env });
    spawnSync('apt-get', ['install', '-y', '-qq', 'poppler-utils'], { stdio: ['ignore', 'ignore', 2], env });
  }
  if (!installed()) say('没有 pdftotext：检查 PDF 的测试将不通过（Debian：apt-get install poppler-utils）。', 'pdftotext is missing: the tests that read PDF will fail (Debian: apt-get install poppler-utils).');
}

try {
  ensureInstalled();
  poppler();
  check('类型检查', 'types', 'tsc', ['-p', '.']);
  check('页面类型检查', 'types of the pages', 'svelte-check', ['--tsconfig', './dashboard/tsconfig.json', '--threshold', 'error', '--output', 'human']);
  check('代码规则与分层', 'lint and layering', 'oxlint', ['--quiet']);
  suite('代码测试', 'unit, golden and property tests', 'code');
  if (!fast) {
    const path = chromium();
    if (path) {
      process.env.CHROMIUM_PATH = path;
      check('构建页面', 'build of the pages', 'node', ['-e', "import('./server/start.mjs').then((m) => m.ensureBuilt())"]);
      suite('浏览器测试', 'browser tests', 'browser');
    } else {
      const listed = spawnSync('sh', ['-c', "grep -rEc '^ *(test|it)\\(' tests/browser --include=*.test.ts | cut -d: -f2 | paste -sd+ | bc"], { cwd: root, encoding: 'utf8' });
      failed += Math.max(1, Number(listed.stdout) || 1);
      say('浏览器测试未运行:请安装 Chromium 和中文字体(Debian:apt-get install chromium fonts-noto-cjk),或用 CHROMIUM_PATH 指明其路径。',
        'Browser tests did not run: install Chromium and a CJK font (Debian: apt-get install chromium fonts-noto-cjk), or name its path in CHROMIUM_PATH.');
    }
  }
} catch (error) {
  failed += 1;
  process.stderr.write(`${error.stack ?? error}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
