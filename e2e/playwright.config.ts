/** Journeys of people in real Chromium, against servers started by the tests themselves on free ports. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: 'journeys',
	outputDir: 'results',
	timeout: 120_000,
	expect: { timeout: 10_000 },
	fullyParallel: false,
	workers: 1,
	retries: 0,
	forbidOnly: true,
	reporter: [['list'], ['./closing-line.ts']],
	use: {
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		actionTimeout: 15_000,
		viewport: { width: 1440, height: 900 },
		screenshot: 'only-on-failure',
		trace: 'off',
		launchOptions: {
			executablePath: '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				// an origin that is no loopback name: without https, secure-context features are missing there
				'--host-resolver-rules=MAP lianxi.county.test 127.0.0.1'
			]
		}
	}
});
