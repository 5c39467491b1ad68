/** A user agent in words somebody recognises: 「Windows · Chrome 90」. */
const systems: readonly (readonly [RegExp, string])[] = [
	[/iPhone|iPad/, 'iPhone / iPad'],
	[/HarmonyOS/i, 'HarmonyOS'],
	[/Android/, 'Android'],
	[/Windows/, 'Windows'],
	[/Mac OS X|Macintosh/, 'Mac'],
	[/Linux|X11/, 'Linux']
];
// Edge and Chrome's kin call themselves Chrome too, Chrome calls itself Safari: the order matters.
const browsers: readonly (readonly [RegExp, string])[] = [
	[/MicroMessenger\/(\d+)/, '微信'],
	[/DingTalk\/(\d+)/, '钉钉'],
	[/Edg[A-Z]?\w*\/(\d+)/, 'Edge'],
	[/Firefox\/(\d+)/, 'Firefox'],
	[/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
	[/Version\/(\d+).*Safari/, 'Safari']
];

export function deviceName(agent: string): string | null {
	const system = systems.find(([pattern]) => pattern.test(agent))?.[1];
	const browser = browsers
		.map(([pattern, name]) => ({ name, version: pattern.exec(agent)?.[1] }))
		.find(({ version }) => version !== undefined);
	const said = [system, browser && `${browser.name} ${browser.version}`].filter((part) => part !== undefined);
	return said.length > 0 ? said.join(' · ') : null;
}
