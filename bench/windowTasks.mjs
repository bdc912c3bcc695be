/**
 * The tasks that hold up the thread which all frames of a window share, by the clock and by what they had of a processor:
 * the clock also goes on while engine, browser and server, on as few processors as here, keep the thread from running.
 * Browsers report tasks of more than 50 ms, without the second; that comes from a trace of the same time.
 */

export class WindowTasks {
  #workbench;

  /** Hears of the tasks in the workbench's page, and in any frame that comes later. */
  static async in(workbench) {
    const listen = () => {
      globalThis.longTasks = [];
      const heard = (list) =>
        globalThis.longTasks.push(
          ...list.getEntries().map(({ startTime, duration, name }) => ({ startTime, duration, name })),
        );
      new PerformanceObserver(heard).observe({ type: 'longtask', buffered: true });
    };
    await workbench.page.context().addInitScript(listen);
    await workbench.page.evaluate(listen);
    return new WindowTasks(workbench);
  }

  constructor(workbench) {
    this.#workbench = workbench;
  }

  /** Forgets what was heard so far. */
  async begin() {
    const { page } = this.#workbench;
    for (const frame of page.frames()) {
      await frame
        .evaluate(() => {
          if (globalThis.longTasks) globalThis.longTasks.length = 0;
        })
        .catch(() => undefined);
    }
    await browserOf(page).startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  }

  /** Tasks of more than 50 ms since `begin`, in ms: the panel's own, and all of the window. */
  async end() {
    const { page } = this.#workbench;
    const heard = [];
    for (const [at, frame] of page.frames().entries()) {
      const clock = `clock ${at}`;
      const told = await frame
        .evaluate((clock) => {
          const { startTime } = performance.mark(clock);
          const panel = document.querySelector('elbo-panel') !== null;
          return { startTime, panel, tasks: globalThis.longTasks ?? [] };
        }, clock)
        .catch(() => undefined);
      if (told) heard.push({ ...told, clock, window: frame === page.mainFrame() });
    }
    const { traceEvents } = JSON.parse((await browserOf(page).stopTracing()).toString());
    const known = ({ clock, startTime, tasks }) => {
      const mark = traceEvents.find(({ name }) => name === clock);
      const thread = traceEvents.filter(
        ({ ph, name, pid, tid }) =>
          ph === 'X' && name === 'ThreadControllerImpl::RunTask' && pid === mark?.pid && tid === mark.tid,
      );
      return tasks.map(({ startTime: began, duration }) => {
        // Without a trace of it, all of it counts.
        if (mark === undefined) return { clock: duration, own: duration };
        const from = mark.ts + 1000 * (began - startTime);
        const to = from + 1000 * duration;
        // What the browser tells as one task its trace may have in pieces, with edges a little apart.
        const own = thread.reduce(
          (sum, { ts, dur, tdur }) => sum + Math.max(0, Math.min(tdur, Math.min(to, ts + dur) - Math.max(from, ts))),
          0,
        );
        return { clock: duration, own: own / 1000 };
      });
    };
    return {
      // Each frame hears of its own tasks as "self", and of those of others.
      panel: heard
        .filter(({ panel }) => panel)
        .flatMap((told) => known({ ...told, tasks: told.tasks.filter(({ name }) => name === 'self') })),
      all: heard.filter(({ window }) => window).flatMap(known),
    };
  }
}

const browserOf = (page) => page.context().browser();
