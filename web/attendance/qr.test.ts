import { expect, test } from 'vitest';
import { qrPath } from './qr.ts';

test('[A12] a QR code is squares inside its frame, with the quiet zone around, and another for another text', () => {
	const { size, path } = qrPath('http://10.1.2.3:3000/meetings/m-4?code=AAAAAAAAAAAAAAAAAAAAAA');
	const places = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
	expect(places.length * 'M0 0h1v1h-1z'.length).toBeLessThanOrEqual(path.length);
	expect(places.every(([x, y]) => Math.min(x, y) >= 4 && Math.max(x, y) < size - 4)).toBe(true);
	// The three corners by which a camera finds it.
	for (const [x, y] of [
		[4, 4],
		[size - 5, 4],
		[4, size - 5]
	] as const) {
		expect(places).toContainEqual([x, y]);
	}
	expect(qrPath('http://10.1.2.3:3000/meetings/m-4?code=BAAAAAAAAAAAAAAAAAAAAA').path).not.toBe(path);
});
