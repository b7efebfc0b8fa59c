/**
 * Loaded first by a program that must not outlive the one that started it: asks this process to
 * end when its parent is gone, even if that one was killed and could not say so. (The shell
 * between npm and a script passes no SIGTERM on.)
 */
const parent = process.ppid;

const watch = setInterval(() => {
	if (process.ppid === parent) return;
	clearInterval(watch);
	process.kill(process.pid, 'SIGTERM');
}, 500).unref();
