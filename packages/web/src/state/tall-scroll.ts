// Scrolling over more than a browser can lay out: the element is as tall as it may be, small steps move by
// the same pixels as everywhere, large ones (the bar is dragged) in proportion. Pure.

/** Firefox ends at 17.9 million pixels, Chrome at 33.5 million. */
export const MAX_SCROLL_PX = 8_000_000;

/** Of viewports: a longer step was a jump. */
const JUMP = 3;

export interface TallScroll {
  /** Of the element. */
  readonly scrollTop: number;
  /** Of what it stands for. */
  readonly topPx: number;
}

export interface TallContent {
  readonly totalPx: number;
  readonly viewportPx: number;
}

export function contentHeight({ totalPx }: TallContent): number {
  return Math.min(totalPx, MAX_SCROLL_PX);
}

function maxTop({ totalPx, viewportPx }: TallContent): number {
  return Math.max(totalPx - viewportPx, 0);
}

function maxScroll(content: TallContent): number {
  return Math.max(contentHeight(content) - content.viewportPx, 0);
}

/** Where the element is to be scrolled for a place of the content. */
export function scrollTo(topPx: number, content: TallContent): TallScroll {
  const top = Math.min(Math.max(topPx, 0), maxTop(content));
  if (content.totalPx <= MAX_SCROLL_PX) return { scrollTop: top, topPx: top };
  return { scrollTop: (top / maxTop(content)) * maxScroll(content), topPx: top };
}

/** The element was scrolled. What comes back may scroll it again, so that neither end is reached too soon. */
export function afterScroll(
  before: TallScroll,
  scrollTop: number,
  content: TallContent,
): TallScroll {
  if (content.totalPx <= MAX_SCROLL_PX) return { scrollTop, topPx: scrollTop };
  const step = scrollTop - before.scrollTop;
  if (Math.abs(step) > JUMP * content.viewportPx) {
    return { scrollTop, topPx: (scrollTop / maxScroll(content)) * maxTop(content) };
  }
  const topPx = Math.min(Math.max(before.topPx + step, 0), maxTop(content));
  const isAtEnd = scrollTop <= 0 || scrollTop >= maxScroll(content);
  return isAtEnd ? scrollTo(topPx, content) : { scrollTop, topPx };
}
