// Loads this page again as soon as the content was released anew, or refused. Only `flask --app app content preview` serves it.
(() => {
  "use strict";
  const EVERY = 700;
  let known = null;
  const look = async () => {
    try {
      const answer = await fetch("/content-preview/state", { cache: "no-store" });
      const { state } = await answer.json();
      if (known !== null && state !== known) {
        location.reload();
        return;
      }
      known = state;
    } catch {
      // The server was stopped, perhaps to be started again.
    }
    setTimeout(look, EVERY);
  };
  look();
})();
