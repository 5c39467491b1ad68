/** The migrations in order. A landed one is never changed; what comes later is a new number. */
import { up as grounds } from './0001-grounds.ts';

export type Migration = { readonly name: string; readonly up: readonly string[] };

export const migrations: readonly Migration[] = [{ name: '0001-grounds', up: grounds }];
