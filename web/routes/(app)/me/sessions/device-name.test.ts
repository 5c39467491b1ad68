import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test.each([
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.93 Safari/537.36',
		'Windows · Chrome 90'
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
		'Windows · Edge 140'
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Mobile/15E148 Safari/604.1',
		'iPhone / iPad · Safari 15'
	],
	[
		'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/100.0 Mobile Safari/537.36 MicroMessenger/8.0.1',
		'Android · 微信 8'
	],
	['node', null],
	['', null]
])('[I10] %s is called %s', (agent, name) => {
	expect(deviceName(agent)).toBe(name);
});
