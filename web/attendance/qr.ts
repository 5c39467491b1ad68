/** A QR code as one path of an SVG, a square for each dark module; nothing is fetched. */
import { encode } from 'uqr';

export function qrPath(text: string): { readonly size: number; readonly path: string } {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
	return { size, path };
}
