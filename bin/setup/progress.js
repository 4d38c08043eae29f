/** Seconds as people read them: `0.4 s`, `38 s`, `2 min 5 s`. */
function elapsed(milliseconds) {
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Shows long steps, one line each with the time it took; on a terminal the line counts while the step runs. Writes
 * to standard error, because standard output belongs to the command (`eval "$(vigilant env)"`).
 */
function createProgress(stream = process.stderr, now = Date.now) {
  return {
    async step(label, work) {
      const start = now();
      const live = stream.isTTY === true;
      const show = (state) => stream.write(live ? `\r\u001b[K${label} … ${state}` : `${label} … ${state}\n`);
      if (live) show('');
      else stream.write(`${label} …\n`);
      const timer = live ? setInterval(() => show(elapsed(now() - start)), 1000) : undefined;
      try {
        const result = await work();
        show(`done in ${elapsed(now() - start)}${live ? '\n' : ''}`);
        return result;
      } catch (error) {
        show(`failed after ${elapsed(now() - start)}${live ? '\n' : ''}`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

module.exports = { createProgress, elapsed };
