// A menu link has no parameters, and writing the filters into its address adds a second entry to the history: Back
// would lead to the bare address, which is filled in again at once, and so never further. The bare one is replaced.
if (!window.bareAddressIsReplaced) {
  window.bareAddressIsReplaced = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const to = new URL(address ?? location.href, location.href);
    const fillsIn = to.pathname === location.pathname && !location.search && to.search;
    fillsIn || isGoing ? history.replaceState(state, title, address) : push(state, title, address);
  };
  // What the page answers to a step back or forward is no step of its own, or there would be no way forward again.
  let isGoing = false;
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => { isGoing = false; }, true);

  // Back and Forward say so in the address that the server is then sent, and that it writes anew: it could not else tell
  // an address gone back to from one that a quick second click still carries. Streamlit hears of the step only then: of
  // two steps it would ask for two runs, and lose the connection over an element that the first lets it forget.
  addEventListener("popstate", event => {
    isGoing = true;
    const to = new URL(location.href);
    if (to.searchParams.has("back")) return;
    event.stopImmediatePropagation();
    to.searchParams.set("back", "1");
    history.replaceState(history.state, "", to);
    dispatchEvent(new PopStateEvent("popstate", {state: history.state}));
  }, true);
}
