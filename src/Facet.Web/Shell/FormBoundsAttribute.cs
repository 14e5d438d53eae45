using Microsoft.AspNetCore.Http.Metadata;

namespace Facet.Web.Shell;

/// <summary>Bounds of a page's forms: those of the host, but for what a kind of room says otherwise.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal abstract class FormBoundsAttribute : Attribute, IFormOptionsMetadata
{
    public virtual int? ValueLengthLimit => null;

    public virtual long? MultipartBodyLengthLimit => null;

    public bool? BufferBody => null;

    public int? MemoryBufferThreshold => null;

    public long? BufferBodyLengthLimit => null;

    public int? ValueCountLimit => null;

    public int? KeyLengthLimit => null;

    public int? MultipartBoundaryLengthLimit => null;

    public int? MultipartHeadersCountLimit => null;

    public int? MultipartHeadersLengthLimit => null;
}
