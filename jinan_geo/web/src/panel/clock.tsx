// How long the briefing lasts, and the slide that is shown.
import { useEffect, useRef, useState } from "preact/hooks";
import { layout, useWords } from "../state/use";

/** Minutes and seconds since then: 12:05. */
function since(start: number): string {
  const seconds = Math.max(0, Math.floor((performance.now() - start) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A press hides the times, another shows them; they run on meanwhile. */
export function Clock({ slide }: { slide: number }) {
  const { t } = useWords();
  const began = useRef(performance.now());
  const shown = useRef({ slide, at: began.current });
  const [, tick] = useState(0);
  if (shown.current.slide !== slide) shown.current = { slide, at: performance.now() };
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const isOn = layout.clockShown.value;
  return (
    <button
      type="button"
      class="jg-brief-clock"
      aria-pressed={isOn}
      title={t("clock")}
      onClick={() => (layout.clockShown.value = !isOn)}
    >
      {isOn ? `${since(began.current)} · ${since(shown.current.at)}` : t("clockShort")}
    </button>
  );
}
