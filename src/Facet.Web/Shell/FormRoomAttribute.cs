using Microsoft.AspNetCore.Http.Metadata;

namespace Facet.Web.Shell;

/// <summary>Room for a file or a long text in the forms of a page; every other form stays small.</summary>
/// <param name="bytes">How much, as it is sent.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FormRoomAttribute(int bytes) : FormBoundsAttribute, IRequestSizeLimitMetadata
{
    private int Room => bytes + (64 * 1024);

    public long? MaxRequestBodySize => Room;

    public override int? ValueLengthLimit => Room;

    public override long? MultipartBodyLengthLimit => Room;
}
