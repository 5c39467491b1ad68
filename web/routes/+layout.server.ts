import { looksFrom } from '#web/ui/looks.ts';
import type { LayoutServerLoad } from './$types.ts';

/** The first frame is painted as it was left: rail folded or open, sizes, theme. */
export const load: LayoutServerLoad = ({ cookies }) => ({ looks: looksFrom(cookies.get('looks')) });
