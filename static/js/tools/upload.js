// Sending a file to /api/files/, with news of how much has gone: fetch can't tell, XMLHttpRequest can.

import { Problem, checked, csrfToken, unreachable } from "./api.js";

/**
 * What the server says of a file that it has taken.
 * @typedef {{id: string, kind: string, name: string, seconds: number | null, width: number | null, height: number | null,
 *     url: string, expires_at: string}} Stored
 */

/**
 * An upload that can be stopped; `done` gives the stored file, or fails with a Problem ("aborted" where it was stopped).
 * @param {string} url
 * @param {File | Blob} file
 * @param {{kind: string, name?: string, progress?: (share: number) => void}} options  `progress` hears of 0 to 1;
 *     after 1 the server still looks into the file
 * @returns {{done: Promise<Stored>, stop: () => void}}
 */
export function upload(url, file, { kind, name = file instanceof File ? file.name : "recording", progress = () => {} }) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file, name);
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.upload.onload = () => progress(1);
    request.onabort = () => reject(new Problem("aborted", "The upload was stopped."));
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      try {
        resolve(checked(request.status, request.response));
      } catch (problem) {
        reject(problem);
      }
    };
  });
  request.open("POST", url);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.send(form);
  return { done, stop: () => request.abort() };
}
