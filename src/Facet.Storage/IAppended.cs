namespace Facet.Storage;

/// <summary>A row that is a fact: written once, never changed or removed. A correction is another row.</summary>
internal interface IAppended;
