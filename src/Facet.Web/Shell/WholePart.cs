using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Facet.Web.Shell;

/// <summary>A page or a part of one. It is drawn when all that it shows is there, and not before.</summary>
/// <remarks>The framework's own base draws a first time as soon as something is waited for, with fields that are not set yet. SQLite
/// never lets anybody wait, PostgreSQL does: a page that works with the one would fail with the other. Pages are made on the server and
/// sent whole, so nobody would see that first drawing.</remarks>
public abstract class WholePart : IComponent, IHandleEvent
{
    private RenderHandle handle;
    private bool begun;

    /// <summary>The addresses of files that browsers may keep.</summary>
    protected ResourceAssetCollection Assets => handle.Assets;

    /// <summary>Draws the part; the compiled page fills it.</summary>
    protected virtual void BuildRenderTree(RenderTreeBuilder builder)
    {
    }

    /// <summary>Once, when the parameters are there for the first time.</summary>
    protected virtual void OnInitialized()
    {
    }

    /// <summary>Once, when the parameters are there for the first time.</summary>
    protected virtual Task OnInitializedAsync() => Task.CompletedTask;

    /// <summary>Each time that the parameters were set.</summary>
    protected virtual void OnParametersSet()
    {
    }

    /// <summary>Each time that the parameters were set.</summary>
    protected virtual Task OnParametersSetAsync() => Task.CompletedTask;

    void IComponent.Attach(RenderHandle renderHandle) => handle = renderHandle;

    async Task IComponent.SetParametersAsync(ParameterView parameters)
    {
        try
        {
            parameters.SetParameterProperties(this);
            if (!begun)
            {
                begun = true;
                OnInitialized();
                await OnInitializedAsync();
            }
            OnParametersSet();
            await OnParametersSetAsync();
            handle.Render(BuildRenderTree);
        }
        catch
        {
            // Thrown while the frame around it is being drawn, a redirect leaves the frame with parts that were never made. The framework
            // takes each of them for the whole page, and writing that down ends with the stack, and the server. So never at once.
            await Task.Yield();
            throw;
        }
    }

    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        await item.InvokeAsync(arg);
        handle.Render(BuildRenderTree);
    }
}
