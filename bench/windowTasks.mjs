/**
 * The tasks that hold up the thread which all frames of a window share, by the clock and by what they had of a processor:
 * the clock also goes on while engine, browser and server, on as few processors as here, keep the thread from running.
 * Browsers report tasks of more than 50 ms, without the second; that comes from a trace of the same time.
 *
 * Served to a browser, workbench and panel share one heap, and V8 collects all of it in whatever task runs: it is told
 * beside the task's own work.
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
    await browserOf(page).startTracing(page, { categories: ['toplevel', 'blink.user_timing', 'v8'] });
  }

  /**
   * Tasks of more than 50 ms since `begin`, the panel's and all of the window, each in ms: by the `clock`, its `own` of a
   * processor, and what collections of the whole heap had of one in it.
   */
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
      const thread = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && pid === mark?.pid && tid === mark.tid);
      // What the browser tells as one task its trace may have in pieces, with edges a little apart.
      const ofProcessor = (what, from, to) =>
        thread.reduce((sum, { name, ts, dur, tdur }) => {
          const within = Math.min(to, ts + dur) - Math.max(from, ts);
          return name === what ? sum + Math.max(0, Math.min(tdur, within)) : sum;
        }, 0) / 1000;
      return tasks.map(({ startTime: began, duration }) => {
        // Without a trace of it, all of it counts.
        if (mark === undefined) return { clock: duration, own: duration, collecting: 0 };
        const from = mark.ts + 1000 * (began - startTime);
        const to = from + 1000 * duration;
        const collecting = ofProcessor('MajorGC', from, to);
        const own = Math.max(0, ofProcessor('ThreadControllerImpl::RunTask', from, to) - collecting);
        return { clock: duration, own, collecting };
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
