/** [V7] A picture before it is sent: is it one, is it small enough, and a large photograph made smaller. */

export const MOST_BYTES = 10 * 1024 * 1024;
/** Twice what the 156 mm of the page show at 300 dots an inch is of no use to anybody. */
const LONGEST_EDGE = 2000;
const QUALITY = 0.86;
const types = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

export type PictureFault = 'too-large' | 'not-a-picture' | 'empty';

/** What speaks against a file, by its name and size alone: nothing of it is read or sent. */
export function faultOf({ size, type }: { readonly size: number; readonly type: string }): PictureFault | null {
	if (!types.includes(type)) return 'not-a-picture';
	if (size === 0) return 'empty';
	return size > MOST_BYTES ? 'too-large' : null;
}

/** Width and height within the longest edge, proportions kept. */
export function fitted(width: number, height: number): { readonly width: number; readonly height: number } {
	const scale = Math.min(1, LONGEST_EDGE / Math.max(width, height, 1));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** "现场照片" of "现场照片.jpg"; a camera's or clipboard's own name says nothing. */
export function describedBy(name: string): string {
	const stem = name.replace(/\.[^.]*$/, '').trim();
	return /^(?:image|img|dsc|pic|photo|screenshot|mmexport|wx_camera|微信图片|截图|屏幕截图)?[\s_\-\d().]*$/i.test(stem)
		? ''
		: stem.slice(0, 80);
}

/**
 * Draws the picture anew: smaller, and without what a camera writes into it (where it was taken). Animations are left as
 * they are. Null: the browser cannot show it, so nobody else's will.
 */
export async function prepared(file: File): Promise<Blob | null> {
	if (file.type === 'image/gif') return file;
	const image = await shown(file);
	if (!image) return null;
	const { width, height } = fitted(image.naturalWidth, image.naturalHeight);
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const brush = canvas.getContext('2d');
	if (!brush) return file;
	const isPhoto = file.type === 'image/jpeg';
	brush.imageSmoothingQuality = 'high';
	brush.drawImage(image, 0, 0, width, height);
	URL.revokeObjectURL(image.src);
	const drawn = await new Promise<Blob | null>((told) =>
		canvas.toBlob(told, isPhoto ? 'image/jpeg' : file.type, QUALITY)
	);
	if (!drawn) return file;
	// A screenshot may grow by being drawn anew; a photograph must not keep its place.
	return isPhoto || drawn.size < file.size ? drawn : file;
}

/** Through an <img>, which turns a photograph upright by itself in every browser of the floor. */
function shown(file: Blob): Promise<HTMLImageElement | null> {
	return new Promise((told) => {
		const image = new Image();
		image.addEventListener('load', () => told(image.naturalWidth > 0 ? image : null));
		image.addEventListener('error', () => {
			URL.revokeObjectURL(image.src);
			told(null);
		});
		image.src = URL.createObjectURL(file);
	});
}
