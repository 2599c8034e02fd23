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
}
