/** Options that several verbs share; light, as the verbs' declarations are. */
import type { Option } from './arguments.ts';

export const SERVER_OPTION: Option = { name: 'server', value: 'URL', zh: '交给正在运行的服务(如 http://localhost:8787)', en: 'ask a running server (http://localhost:8787)' };
export const USER_OPTION: Option = { name: 'user', value: 'NAME', zh: '用哪个账号登录该服务;密码取自环境变量 ZHIHENG_PASSWORD,没有时在终端询问', en: 'the account to sign in with; the password is that of ZHIHENG_PASSWORD, else asked for at the terminal' };
