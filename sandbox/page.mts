/** What a browser sees at the root. */
export const ROOT_PAGE = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Social Intents sandbox</title></head>
<body>
<p>This is a made-up Social Intents account on your own machine. Its API is at
<code>/v1/api</code>; what it knows and what has arrived is at
<a href="/sandbox/state"><code>/sandbox/state</code></a>.</p>
</body>
</html>
`;
