// What lies on the phone: the guest list (one record) and the scans that the server has not answered yet. Nothing else, no code, no address.
const NAME = "eventsvc-door";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("list", { keyPath: "list" });
    request.result.createObjectStore("queue", { keyPath: "sid" });
  };
  const db = await asked(request);
  db.onversionchange = () => db.close();
  return db;
}

export class Store {
  static async open() {
    const store = new Store();
    store.db = await opened();
    return store;
  }

  // A scan is on the disk before its verdict is shown.
  async keep(scan) {
    const transaction = this.db.transaction("queue", "readwrite", { durability: "strict" });
    transaction.objectStore("queue").put(scan);
    await finished(transaction);
  }

  async drop(sids) {
    const transaction = this.db.transaction("queue", "readwrite");
    for (const sid of sids) transaction.objectStore("queue").delete(sid);
    await finished(transaction);
  }

  async queued() {
    const scans = await asked(this.db.transaction("queue").objectStore("queue").getAll());
    return scans.sort((one, other) => one.made - other.made);
  }

  async list(id) {
    return asked(this.db.transaction("list").objectStore("list").get(id));
  }

  async keepList(list) {
    const transaction = this.db.transaction("list", "readwrite");
    transaction.objectStore("list").clear();
    transaction.objectStore("list").put(list);
    await finished(transaction);
  }
}

// Names go at once; scans that the server has not answered stay (hashes and times only) until this phone is a door again.
export async function forget() {
  const db = await opened();
  const transaction = db.transaction("list", "readwrite");
  transaction.objectStore("list").clear();
  await finished(transaction);
  db.close();
}
