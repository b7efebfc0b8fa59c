/** Why the service cannot call an address from the internet, or undefined where it may. */
export function whyUnreachable(address: string): string | undefined {
	if (!URL.canParse(address)) return 'its address is not a web address';
	const { protocol, hostname } = new URL(address);
	if (isPrivateHost(hostname.replace(/\.$/, ''))) return `nobody outside reaches ${hostname}`;
	if (protocol !== 'https:') return 'its address does not begin with https://';
	return undefined;
}

/** No address of the internet: for IPv6 that is all but 2000::/3. */
export function isPrivateHost(host: string): boolean {
	const privateV4 =
		/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;
	if (host.startsWith('[')) return !/^\[[23][\da-f]{3}:/.test(host);
	return (
		privateV4.test(host) ||
		/(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(host) ||
		!host.includes('.')
	);
}
