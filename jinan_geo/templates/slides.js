// The slides of the page's briefing as data; or the briefing itself on the page, to be printed.
async ({ lang, shown }) => {
  jinanGeo.set({ lang, brief: shown ? 0 : null });
  return shown ? null : jinanGeo.slides();
}
