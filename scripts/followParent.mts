/**
 * Preloaded by a program that must not outlive its parent: asks this process to
 * end when its parent is gone, even if the parent was killed. (The shell
 * between npm and a script does not forward SIGTERM.)
 */
const parent = process.ppid;

const watch = setInterval(() => {
	if (process.ppid === parent) return;
	clearInterval(watch);
	process.kill(process.pid, 'SIGTERM');
}, 500).unref();
