/**
 * The chair's cable is pulled: two deputies press at once and one of them has the chair; who comes back is told, with a
 * fresh page too, and is given the chair back. Two who press "next" at once move one item, and a computer whose clock is
 * hours off shows the room's time.
 */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { io } from 'socket.io-client';
import { enter, errorsOnPages, PASSWORD, ready, signedIn } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { layCable, type Relay } from '../relay.ts';

const ROOM = '/meetings/m-4';
let product: Product;
let cable: Relay;
test.beforeAll(async () => {
	product = await startProduct('--demo');
	cable = await layCable(product.port);
});
test.afterAll(async () => {
	await cable.close();
	await product.remove();
});
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

async function open(browser: Browser, account: string, url = product.url, options: BrowserContextOptions = {}) {
	const page = await (await signedIn(browser, url, account, options)).newPage();
	await page.goto(url + ROOM);
	await ready(page);
	return page;
}

type Fact = { readonly type: string; readonly personId: string; readonly from?: string; readonly goneSince?: number };

/** What the meeting's book says since a number, as any program may follow it. */
async function facts(since: number): Promise<{ readonly seq: number; readonly events: readonly Fact[] }> {
	const socket = io(product.url, { path: '/live', extraHeaders: { cookie: await signIn(product.url, 'observer') } });
	try {
		const answer = (await socket.timeout(5000).emitWithAck('meetings/follow', { id: 'm-4', since })) as {
			readonly seq: number;
			readonly events: readonly { readonly event: Fact }[];
		};
		return { seq: answer.seq, events: answer.events.map(({ event }) => event) };
	} finally {
		socket.disconnect();
	}
}

const next = (page: Page) => page.getByRole('button', { name: /下一项/ });
const title = (page: Page) => page.locator('#now-title');

test('[M11] the chair’s cable is pulled, one of two deputies has the chair, and it is handed back', async ({
	browser
}) => {
	const admin = await signedIn(browser, product.url, 'admin');
	const enrolled = await admin.request.post(`${product.url}/api/people/deputy2/enrol`, {
		data: {
			name: '邱某',
			unitId: 'u-finance',
			post: '财政局局长',
			password: PASSWORD,
			holdings: [{ role: 'deputy', councilId: 'c-education' }]
		}
	});
	expect(enrolled.ok(), await enrolled.text()).toBe(true);

	const chair = await open(browser, 'convener', cable.url);
	const deputies = [await open(browser, 'deputy'), await open(browser, 'deputy2')] as const;
	await expect(next(chair)).not.toHaveAttribute('aria-disabled', 'true');
	const { seq } = await facts(0);

	const pulledAt = Date.now();
	cable.pull();
	const take = deputies.map((page) => page.getByRole('button', { name: '接过主持' }));
	for (const button of take) await expect(button).toBeVisible({ timeout: 40_000 });
	expect(Date.now() - pulledAt).toBeGreaterThan(19_000);
	await Promise.all(take.map((button) => button.click()));

	for (const page of deputies) await expect(page.getByText(/网络已断开。/)).toHaveCount(0);
	const taken = (await facts(seq)).events;
	expect(taken.map(({ type, from }) => `${type} ${from}`)).toEqual(['chair-taken p-convener']);
	const [{ personId = '', goneSince = 0 } = {}] = taken;
	expect(goneSince).toBeGreaterThanOrEqual(pulledAt - 1000);
	const mine = personId === 'p-deputy' ? 0 : 1;
	const [holder, other] = [deputies[mine], deputies[1 - mine]!];
	const name = mine === 0 ? '傅某' : '邱某';
	await expect(next(holder)).not.toHaveAttribute('aria-disabled', 'true');
	await expect(next(other)).toHaveAttribute('aria-disabled', 'true');

	cable.plug();
	const told = (page: Page) => page.getByText(`您的网络断开时，${name}于`);
	await expect(told(chair)).toBeVisible({ timeout: 30_000 });
	await expect(next(chair)).toHaveAttribute('aria-disabled', 'true');
	await chair.reload();
	await expect(told(chair)).toBeVisible();
	const back = holder.getByRole('button', { name: '交还主持给召某' });
	await back.click();
	await expect(next(chair)).not.toHaveAttribute('aria-disabled', 'true');
	await expect(told(chair)).toHaveCount(0);
	await expect(back).toHaveCount(0);
	expect((await facts(seq)).events.map(({ type }) => type)).toEqual(['chair-taken', 'chair-handed-over']);
});

/** A page that hears nothing from the server while its ears are shut, and everything in order when they are opened. */
async function openWithEars(browser: Browser, account: string) {
	const page = await (await signedIn(browser, product.url, account)).newPage();
	let ears: { readonly missed: (() => void)[] } | null = null;
	await page.routeWebSocket(/\/live\//, (socket) => {
		const server = socket.connectToServer();
		server.onMessage((message) => (ears ? ears.missed.push(() => socket.send(message)) : socket.send(message)));
	});
	await page.goto(product.url + ROOM);
	await ready(page);
	return {
		page,
		shut: (): void => void (ears = { missed: [] }),
		open: (): void => {
			const missed = ears?.missed ?? [];
			ears = null;
			for (const hear of missed) hear();
		}
	};
}

test('[M5] chair and office press “next” at once: one item further, told once', async ({ browser }) => {
	const ears = await openWithEars(browser, 'secretary');
	const office = ears.page;
	const pages = [await open(browser, 'convener'), office, await open(browser, 'observer')];
	const chair = pages[0]!;
	const before = await title(chair).innerText();
	const { seq } = await facts(0);
	for (const page of [chair, office]) await expect(next(page)).not.toHaveAttribute('aria-disabled', 'true');
	// The office presses without having heard of the chair's press.
	ears.shut();
	await Promise.all([next(chair).click(), next(office).click()]);
	await expect(title(chair)).toHaveText('义务教育学校建设资金拨付');
	await expect(title(office)).toHaveText(before);
	ears.open();
	for (const page of pages) await expect(title(page)).toHaveText('义务教育学校建设资金拨付');
	expect(before).toBe('校园周边道路交通安全整治');
	await expect(chair.getByText('已入库').first()).toBeAttached();
	expect((await facts(seq)).events.map(({ type }) => type)).toEqual(['item-left', 'item-entered']);
	await expect(title(chair)).toHaveText('义务教育学校建设资金拨付');
});

test('[O12] a computer whose clock is two hours off shows the room’s time and what is left of the item', async ({
	browser
}) => {
	const right = await open(browser, 'observer');
	const seconds = async (page: Page): Promise<number> => {
		const text = await page.locator('#now').getByRole('timer').innerText();
		const [minutes = NaN, rest = NaN] = text.split(':').map(Number);
		return minutes * 60 + rest;
	};
	for (const hours of [2, -2]) {
		const context = await browser.newContext();
		await context.addInitScript((shift) => {
			const Real = Date;
			class Shifted extends Real {
				constructor(...given: unknown[]) {
					// @ts-expect-error what a Date may be made of
					super(...(given.length === 0 ? [Real.now() + shift] : given));
				}
				static override now(): number {
					return Real.now() + shift;
				}
			}
			globalThis.Date = Shifted as DateConstructor;
		}, hours * 3_600_000);
		await enter(context, product.url, 'member-edu');
		const wrong = await context.newPage();
		await wrong.goto(product.url + ROOM);
		await ready(wrong);
		expect(await wrong.evaluate(() => Math.round((Date.now() - performance.timeOrigin) / 3_600_000))).toBe(hours);
		await expect.poll(async () => Math.abs((await seconds(wrong)) - (await seconds(right)))).toBeLessThanOrEqual(2);
		const clock = (page: Page) => page.locator('header.top .pill .num').innerText();
		await expect.poll(async () => (await clock(wrong)) === (await clock(right))).toBe(true);
		await context.close();
	}
});
