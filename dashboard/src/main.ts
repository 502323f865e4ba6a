/** Entrance of the dashboard. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/tables.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startRouter } from './router.svelte.ts';
import { followSystem } from './shell/theme.svelte.ts';

followSystem();
startRouter();
mount(App, { target: document.getElementById('app')! });
