// What runs in the page: it notes when something became visible, by the page's own clock. Everything in
// `installProbe` must be in its own text, as that is what is sent to the page.

export interface Probe {
  /** When the first of the elements is in sight and has been painted, by performance.now(). */
  whenShown(selectors: readonly string[]): Promise<number>;
  /** When the last click was made. */
  clickedAt: number;
}

declare global {
  interface Window {
    benchProbe: Probe;
    /** A wait that goes on while the page does something else. */
    benchShown: Promise<number>;
  }
}

export function installProbe(): void {
  const isShown = (selector: string): boolean => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    return box !== undefined && box.width > 0 && box.height > 0 && box.top < innerHeight;
  };
  window.benchProbe = {
    clickedAt: 0,
    whenShown: (selectors) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!selectors.every(isShown)) {
            requestAnimationFrame(look);
            return;
          }
          // The frame in which it is there has been painted when the next one begins.
          requestAnimationFrame(() => resolve(performance.now()));
        };
        look();
      }),
  };
  addEventListener(
    'click',
    (event) => {
      window.benchProbe.clickedAt = event.timeStamp;
    },
    true,
  );
}
