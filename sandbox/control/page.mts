import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

import type { Reply } from '../api/handleRequest.mts';

const FOLDER = new URL('../page/', import.meta.url);

const TYPES: Record<string, string> = {
	'.html': 'text/html;charset=UTF-8',
	'.css': 'text/css;charset=UTF-8',
	'.js': 'text/javascript;charset=UTF-8',
	'.svg': 'image/svg+xml',
};

/** No external resources, no inline scripts, and no text parsed as markup. */
const POLICY = [
	"default-src 'none'",
	"connect-src 'self'",
	"img-src 'self'",
	"script-src 'self'",
	"style-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join('; ');

/** The page's file at `path`, or null. Read on every request, so edits show after a reload. */
export async function pageFile(path: string): Promise<Reply | null> {
	const name = path === '/' ? 'index.html' : /^\/page\/([a-z]+\.(?:css|js|svg))$/.exec(path)?.[1];
	if (name === undefined) return null;
	const body = await readFile(new URL(name, FOLDER)).catch(() => null);
	if (!body) return null;
	return {
		status: 200,
		headers: {
			'Content-Type': TYPES[extname(name)] ?? '',
			'Content-Security-Policy': POLICY,
			'Cache-Control': 'no-cache',
			'X-Content-Type-Options': 'nosniff',
			'Referrer-Policy': 'no-referrer',
		},
		body,
	};
}
