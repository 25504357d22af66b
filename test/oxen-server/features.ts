/** What differs between generations of the server, as far as an uploader meets it. */
export interface Features {
  /** What the header `oxen-version` and the field `oxen_version` say. */
  readonly version: string;
  /** A bearer key is asked for: `-a` of servers below 0.59, a proxy in front of later ones. */
  readonly auth: boolean;
  /** `POST workspaces/{id}/versions/{dir}` stages stored blobs by hash; gone in 0.54. */
  readonly jsonStaging: boolean;
  /** `upload_chunk` takes only a hash as `hash`, and its raw mode is verified and atomic; since 0.56.1. */
  readonly hexHash: boolean;
  /** `versions/uploads` (docs/protocol/version-uploads.md); since 0.64. */
  readonly uploads: boolean;
  /** Status of a merge that would overwrite somebody's change: 404 in 0.50.7, 409 later. */
  readonly conflictStatus: 404 | 409;
  /** Two sides that add one path differently are a conflict; since 0.62 (docs/protocol/merge.md#conflict-rule). */
  readonly addAddConflict: boolean;
  /** Unmapped failures carry their text, a broken multipart body is the client's fault; since 0.54. */
  readonly typedErrors: boolean;
  /** Views of repositories tell `storage_kind`, views of workspaces `created_at`; since 0.54. */
  readonly storageKindInViews: boolean;
  /** `page_size=0` is refused; since 0.54. */
  readonly refusesEmptyPages: boolean;
  /** Paths with `..` or `.oxen` in them, or absolute, are refused wherever a request has one; since 0.61.1. */
  readonly strictDestinations: boolean;
  /** A namespace has 2 to 50 characters and no dot; 0.65. */
  readonly strictNamespaces: boolean;
  /** A file is taken for unchanged when its blob has the size and the time of the one that lies there; since 0.55. */
  readonly trustsTimes: boolean;
  /** A store in S3 checks the chunks that it joins; since 0.54. */
  readonly checksInS3: boolean;
  /** A hub stands in front: it tells whose a key is. No version has it by itself. */
  readonly hub: boolean;
}

export type ServerVersion = '0.50.7' | '0.58.1' | '0.65.2';

const FEATURES_OF: Readonly<Record<ServerVersion, Features>> = {
  '0.50.7': {
    version: '0.50.7',
    auth: false,
    jsonStaging: true,
    hexHash: false,
    uploads: false,
    conflictStatus: 404,
    addAddConflict: false,
    typedErrors: false,
    storageKindInViews: false,
    refusesEmptyPages: false,
    strictDestinations: false,
    strictNamespaces: false,
    trustsTimes: false,
    checksInS3: false,
    hub: false,
  },
  '0.58.1': {
    version: '0.58.1',
    auth: false,
    jsonStaging: false,
    hexHash: true,
    uploads: false,
    conflictStatus: 409,
    addAddConflict: false,
    typedErrors: true,
    storageKindInViews: true,
    refusesEmptyPages: true,
    strictDestinations: false,
    strictNamespaces: false,
    trustsTimes: true,
    checksInS3: true,
    hub: false,
  },
  '0.65.2': {
    version: '0.65.2',
    auth: false,
    jsonStaging: false,
    hexHash: true,
    uploads: true,
    conflictStatus: 409,
    addAddConflict: true,
    typedErrors: true,
    storageKindInViews: true,
    refusesEmptyPages: true,
    strictDestinations: true,
    strictNamespaces: true,
    trustsTimes: true,
    checksInS3: true,
    hub: false,
  },
};

export function featuresOf(version: ServerVersion): Features {
  return FEATURES_OF[version];
}

export function isServerVersion(text: string): text is ServerVersion {
  return text in FEATURES_OF;
}
