// Before printing sets the index as one sheet of A4; afterwards as it was.

const HIGH = (296 / 25.4) * 96; // pixels of the sheet, a little less than it has
const LEAST = 0.4; // of the usual size; smaller than this nobody reads, and a second sheet follows
const STEP = 0.02;

/** All of this happens at once: the browser copies the page when the event is over. */
export function setUpPaper(): void {
  const { classList, style } = document.body;
  addEventListener("beforeprint", () => {
    classList.add("jg-printing");
    // The wider the sheet is laid out, the lower it becomes, and the smaller it is then drawn.
    for (let zoom = 1; zoom > LEAST; zoom -= STEP) {
      style.setProperty("--jg-paper-zoom", String(zoom));
      if (document.body.scrollHeight * zoom <= HIGH) break;
    }
    style.setProperty("zoom", style.getPropertyValue("--jg-paper-zoom"));
  });
  addEventListener("afterprint", () => {
    classList.remove("jg-printing");
    style.removeProperty("zoom");
  });
}
