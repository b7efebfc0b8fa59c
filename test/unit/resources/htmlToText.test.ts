import { describe, expect, it } from 'vitest';

import { htmlToText } from '../../../nodes/SocialIntents/resources/htmlToText';

describe('the text of HTML', () => {
	it.each([
		[
			'<p>Ann: 1 &lt; 2 &amp; 3</p><p>Bob:&nbsp;caf&#233;<br>ok</p>',
			'Ann: 1 < 2 & 3\nBob: café\nok',
		],
		['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
		['<b>Ann</b>\n\t said  <BR/>hello', 'Ann said\nhello'],
		['a<!-- <p>not shown</p> -->b', 'ab'],
		['<script>if (a < b) "<p>"</script>shown<style>p{}</style>', 'shown'],
		['<title>Chat</title>Hello', 'Hello'],
		['&amp;lt; &#38;lt; &unknown; &#x27;', "&lt; &lt; &unknown; '"],
		['', ''],
	])('reads %j as %j', (html, text) => {
		expect(htmlToText(html)).toBe(text);
	});

	it.each([
		'<',
		'<a',
		'<script',
		'<script>',
		'<!--',
		'&',
		'&#',
		' ',
		'<b> </b>',
		'<br> ',
		'</',
		'\n ',
	])('takes time in proportion to its length even if it is nothing but %j', (part) => {
		const html = part.repeat(400_000 / part.length);
		const start = performance.now();
		htmlToText(html);
		expect(performance.now() - start).toBeLessThan(1000);
	});
});
