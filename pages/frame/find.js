// "/" goes to the box Find, from wherever nothing is being typed.
if (!window.findIsReached) {
  window.findIsReached = true;
  addEventListener("keydown", event => {
    const at = document.activeElement;
    const isTyping = at?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at?.tagName ?? "");
    const box = document.getElementById("find-box");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || !box) return;
    event.preventDefault();
    box.focus();
  });
  // The question is a step within the page that is open: loading it anew would leave the bare question in the history,
  // and Back would answer it again. The page takes the address over as one that was gone back to (history.js).
  addEventListener("submit", event => {
    if (!event.target.matches(".find")) return;
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(event.target));
    event.target.reset();
    document.activeElement.blur();
    asked.set("back", "1");
    history.pushState(null, "", `${event.target.getAttribute("action")}?${asked}`);
    dispatchEvent(new PopStateEvent("popstate"));
  });
}
