/** What lies beside the program in a bundle: scripts that start it, and a short guide. */
import type { Platform } from './binaries.ts';

const LINUX_HEAD = '#!/bin/sh\n# No other program is needed: Node comes along.\nhere=${0%/*}; [ "$here" = "$0" ] && here=.\nhere=$(cd "$here" && pwd) || exit 1\n';
const LINUX_NODE = '"$here/node_modules/node/bin/node" --disable-warning=ExperimentalWarning "$here/server/cli/main.ts"';
const WINDOWS_NODE = '"%~dp0node_modules\\node\\bin\\node.exe" --disable-warning=ExperimentalWarning "%~dp0server\\cli\\main.ts"';

/** Scripts by file name. Data lie beside the program's folder, so that a newer program takes its place without touching them. */
export function scripts(platform: Platform): Record<string, string> {
  if (platform === 'win32-x64') {
    const lines = (text: string): string => text.replaceAll('\n', '\r\n');
    return {
      'start.cmd': lines(`@echo off\nchcp 65001 >nul\nsetlocal\nset "DATA=%ZHIHENG_DATA%"\nif "%DATA%"=="" set "DATA=%~dp0..\\zhiheng-data"\n${WINDOWS_NODE} serve --var "%DATA%" %*\n`),
      'zhiheng.cmd': lines(`@echo off\nchcp 65001 >nul\n${WINDOWS_NODE} %*\n`),
    };
  }
  return { 'start.sh': `${LINUX_HEAD}exec ${LINUX_NODE} serve --var "\${ZHIHENG_DATA:-$here/../zhiheng-data}" "$@"\n`, zhiheng: `${LINUX_HEAD}exec ${LINUX_NODE} "$@"\n` };
}

export interface BundleFacts { name: string; program: string; platform: Platform; node: string; glibc: string | null }

const SYSTEMS: Record<Platform, { zh: string; en: string }> = {
  'linux-x64': { zh: 'Linux x64（银河麒麟、统信 UOS 等，海光、兆芯、英特尔、超威处理器）', en: 'Linux x64 (Kylin, UOS and others)' },
  'linux-arm64': { zh: 'Linux arm64（银河麒麟、统信 UOS 等，鲲鹏、飞腾处理器）', en: 'Linux arm64 (Kylin, UOS and others)' },
  'win32-x64': { zh: 'Windows 10、Windows Server 2016 及以后，64 位', en: 'Windows 10 or Windows Server 2016 and later, 64 bit' },
};

/** The guide, Chinese first. */
export function guide({ name, program, platform, node, glibc }: BundleFacts): string {
  const windows = platform === 'win32-x64';
  const start = windows ? 'start.cmd' : './start.sh', command = windows ? 'zhiheng.cmd' : './zhiheng';
  const unpack = windows ? `tar -xzf ${name}.tar.gz` : `tar -xzf ${name}.tar.gz && cd ${name}`;
  const sums = windows ? 'powershell -Command "Get-FileHash start.cmd"' : 'sha256sum -c --quiet SHA256SUMS';
  const system = SYSTEMS[platform];
  const need = { zh: `${system.zh}${glibc === null ? '' : `；glibc 不低于 ${glibc}（用 ldd --version 查看）`}；内存 4 GB 以上，磁盘 10 GB 以上`, en: `${system.en}${glibc === null ? '' : `; glibc ${glibc} or later (see ldd --version)`}; 4 GB of memory and 10 GB of disk or more` };
  const unit = `[Unit]\nDescription=Zhiheng\nAfter=network.target\n\n[Service]\nUser=zhiheng\nEnvironment=ZHIHENG_DATA=/srv/zhiheng-data\nExecStart=/opt/${name}/start.sh\nTimeoutStopSec=600\nRestart=on-failure\n\n[Install]\nWantedBy=multi-user.target`;
  const service = windows
    ? { zh: '随系统启动：在“任务计划程序”中新建任务，触发器选“启动时”，操作填 start.cmd 的完整路径，勾选“不管用户是否登录都要运行”。', en: 'To start with the system: make a task in Task Scheduler, triggered at startup, that runs the full path of start.cmd whether a user is signed in or not.' }
    : { zh: '随系统启动：用下面的 systemd 单元（路径和用户按实际修改），放到 /etc/systemd/system/zhiheng.service，然后运行 systemctl enable --now zhiheng。', en: 'To start with the system: put the systemd unit below (with your own paths and user) at /etc/systemd/system/zhiheng.service and run systemctl enable --now zhiheng.' };
  return `# 执衡离线安装包 · Zhiheng offline bundle

${program} · ${platform} · Node ${node}

安装包内已有运行所需的全部内容，安装和运行都不需要网络。
Everything that is needed is inside: neither installing nor running needs a network.

## 要求 What it needs
${need.zh}。
${need.en}.

## 安装 Install
\`\`\`
${unpack}
${sums}
\`\`\`
${windows ? 'SHA256SUMS 列有每个文件的校验值，可抽查核对。' : '第二条命令核对每个文件；没有输出就是一致。'}
${windows ? 'SHA256SUMS has the hash of every file, to compare.' : 'The second command checks every file; no output means that all are right.'}

## 启动 Start
\`\`\`
${start} --empty
\`\`\`
首次启动建立空的数据文件夹；不写 --empty 则装入演示城市供试用。启动后用浏览器打开屏幕上给出的地址（默认 http://localhost:8787）。换端口用 --port 9000。
The first start makes an empty data folder; without --empty it loads a demonstration city to try. Then open the address that is printed (http://localhost:8787). --port 9000 takes another port.

停止：按 Ctrl+C。正在装入的数据会装完，请等它自己结束。
To stop, press Ctrl+C. What is being loaded is loaded first: let it end by itself.

${service.zh}
${service.en}
${windows ? '' : `\n\`\`\`ini\n${unit}\n\`\`\`\n`}
## 数据在哪里 Where the data are
在安装包旁边的 zhiheng-data 文件夹（用环境变量 ZHIHENG_DATA 可换位置）。日志在其中的 logs 文件夹，每天一个文件，不含个人信息。
In the folder zhiheng-data beside the bundle (the variable ZHIHENG_DATA names another). The log is in its folder logs, a file a day, without personal data.

运行状况 Is it well: http://localhost:8787/health · http://localhost:8787/ready

## 备份与恢复 Back up and restore
\`\`\`
${command} backup ${windows ? 'D:\\backup\\2026-01-15' : '/backup/2026-01-15'} --server http://localhost:8787 --user NAME
${command} verify ${windows ? 'D:\\backup\\2026-01-15' : '/backup/2026-01-15'}
${command} restore ${windows ? 'D:\\backup\\2026-01-15' : '/backup/2026-01-15'} --var ${windows ? 'D:\\zhiheng-data' : '/srv/zhiheng-data'}
\`\`\`
服务运行时也能备份（NAME 是系统管理员的登录名）；服务停着时把 --server 和 --user 换成 --var 数据文件夹。恢复只写入空文件夹。建议每天备份到另一台机器，并定期核对。
A backup can be made while the server runs (NAME is an administrator's account); with the server stopped write --var and the data folder in place of --server and --user. A restore writes into an empty folder only. Back up to another machine every day, and verify backups now and then.

## 升级 Upgrade
1. 备份并核对。 Back up and verify.
2. 停止服务，解开新的安装包。 Stop the server and unpack the new bundle.
3. 用新包中的 ${start} 启动：数据会自动转换到新的结构；转换不成，原数据不变。 Start the new one: the data are brought to the new layout by themselves; if that fails they stay as they were.
4. 旧版本不能打开新版本写过的数据；要退回，请恢复第 1 步的备份。 The earlier program does not open what the later one wrote: to go back, restore the backup of step 1.

## 公文字体 Fonts of official documents
PDF 使用随附的思源字体。有仿宋、小标宋、黑体、楷体字体文件的单位，把它们放进一个文件夹，并用环境变量 ZHIHENG_FONTS 指明。
PDFs use the fonts that come along. Where you have the faces of official documents (FangSong, XiaoBiaoSong, HeiTi, KaiTi), put their files into a folder and name it with the variable ZHIHENG_FONTS.
`;
}
