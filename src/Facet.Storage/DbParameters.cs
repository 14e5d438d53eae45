using System.Data.Common;

namespace Facet.Storage;

/// <summary>Parameters of commands that are written by hand.</summary>
internal static class DbParameters
{
    public static void Set(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
