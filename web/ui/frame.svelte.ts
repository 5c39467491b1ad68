/** What a page puts into the top bar for as long as it is shown. */
import { createContext, type Snippet } from 'svelte';

export type TopBar = {
	/** After the breadcrumb: the state of what is shown. */
	readonly status?: Snippet;
	/** Who is here, and the page's own buttons. */
	readonly actions?: Snippet;
	/** What is saved, in words: 全部已保存. */
	readonly saved?: string;
	/** Not all is well with that: something waits, or the page shows another text than the server has. */
	readonly trouble?: 'waits' | 'diverged';
};

export class Frame {
	#top = $state.raw<TopBar>({});

	get top(): TopBar {
		return this.#top;
	}

	/** In a component: `$effect(() => frame.show({ … }))`. */
	show(top: TopBar): () => void {
		this.#top = top;
		return () => {
			if (this.#top === top) this.#top = {};
		};
	}
}

export const [useFrame, provideFrame] = createContext<Frame>();
